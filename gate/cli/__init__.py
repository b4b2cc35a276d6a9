"""The command line: arguments, environment, stdout and the clock."""
