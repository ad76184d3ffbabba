"""What the web application keeps: feedback and API keys, in one SQLite file."""
