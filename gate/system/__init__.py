"""The doors: processes, files, Git, tools."""
