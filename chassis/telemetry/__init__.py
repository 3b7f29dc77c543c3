"""Names, set-up, logs and trace context of what a process tells its operators."""
