"""The benchmark suite: this project's OpenAI client against the official one, in one run, on the same bytes.

``python -m bench --help`` (with ``tests`` as the working folder, or ``nox -s bench``) says how it is run.
"""
