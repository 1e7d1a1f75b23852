import base64
from datetime import UTC, datetime

import pytest

from benchbook.errors import NoSecret
from benchbook.watch import read_secrets

# The specification's own example.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_signs_as_the_specification_says():
    assert read_secrets(SECRET, "here").headers(MESSAGE, AT, BODY) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_several_secrets_sign_each():
    other = f"whsec_{base64.b64encode(bytes(32)).decode()}"
    signed = read_secrets(f"{other}\n{SECRET}\n", "here").headers(MESSAGE, AT, BODY)["webhook-signature"]
    assert signed.split(" ")[1] == SIGNATURE
    assert len(set(signed.split(" "))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_",
        "whsec_MfKQ9r8G",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSü",
        f"whsec_{base64.b64encode(bytes(65)).decode()}",
        f"{SECRET} sesame",
    ],
)
def test_what_is_no_secret_is_refused_unseen(text):
    with pytest.raises(NoSecret, match=r"^the file holds .*whsec_\$\(openssl") as caught:
        read_secrets(text, "the file")
    assert "MfKQ" not in str(caught.value)
    assert "sesame" not in str(caught.value)
