"""Where a model comes from."""
import os
import subprocess


def git_commit():
    """The commit of this source, "unknown" outside of a checkout; with "+" where files were changed since."""
    here = os.path.dirname(os.path.abspath(__file__))

    def git(*arguments):
        return subprocess.run(["git", "-C", here, *arguments], capture_output=True, text=True)
    try:
        commit = git("rev-parse", "--short", "HEAD").stdout.strip()
        return commit + ("+" if git("diff", "--quiet", "HEAD").returncode == 1 else "") if commit else "unknown"
    except OSError:
        return "unknown"
