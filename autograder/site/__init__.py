"""The site: the course in a browser, as JupyterLite serves it from files alone."""
