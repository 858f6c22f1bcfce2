"""The pages that people see: what a phone opens, what is recalled, what was published."""
