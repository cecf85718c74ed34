"""The five steps in a real Chromium, with a real login, on a whole Kentro that the launcher starts.

| variable | for |
|---|---|
| `KENTRO_RUN_FILE=.kentro/run.json` | a Kentro that runs already, instead of one of their own |
| `KENTRO_PICTURES=FOLDER` | a picture of each page at 1280 and 390 pixels, for people to look at |

Every form is filled in twice, with JavaScript and without.
"""
