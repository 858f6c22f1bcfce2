"""What units take with them: lists, registry, settings and releases as targets under TUF roles."""
