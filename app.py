"""The web application: `python app.py [--host H] [--port P] [--index DIR] [--corpus DIR]`."""

import sys

if __name__ == "__main__":
    from qa.web.server import main

    sys.exit(main())
