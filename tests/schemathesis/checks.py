"""What no answer may be, whatever was asked."""

import schemathesis

INTERNAL = "INTERNAL"


@schemathesis.check
def no_server_error(ctx, response, case):
    """Neither a status of 500 and above, nor anything but JSON, nor a fault of the server's among the errors.

    Schemathesis' own check takes every refusal (NOT_FOUND, BAD_USER_INPUT) for a server error.
    """
    assert response.status_code < 500, f"HTTP {response.status_code}: {response.text[:500]}"
    answer = response.json()
    assert "data" in answer or answer["errors"], f"neither data nor errors: {response.text[:500]}"
    for error in answer.get("errors") or []:
        extensions = error.get("extensions") or {}
        assert extensions.get("code"), f"an error without a code: {error}"
        assert extensions["code"] != INTERNAL, f"a fault of the server's: {error}"
