"""What is told of requests: the log, the counters, and the id that ties both to an answer."""
