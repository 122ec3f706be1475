"""Who does which job when: people down, time across."""
