"""The whole story, driven headlessly: pictures of every screen and figures of what happened."""
