"""The desktop's own kit over Qt: theme, icons, formatting, widgets, one table model."""
