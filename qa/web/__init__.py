"""The web application: chat, documents, widget and API over one engine."""
