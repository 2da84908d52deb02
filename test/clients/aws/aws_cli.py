"""Runs the AWS CLI in one process for each command in a JSON list on stdin. Writes the output and exit status of each."""

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver


def run(driver, args):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = driver.main(args)
        except SystemExit as exit:
            status = exit.code
    return {"status": status, "out": out.getvalue(), "err": err.getvalue()}


driver = create_clidriver()
json.dump([run(driver, args) for args in json.load(sys.stdin)], sys.stdout)
