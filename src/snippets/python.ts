import { claimLines, doubleQuoted, lifetimeOf, literal, MADE_AT, type Wish } from './wish.ts'

export const python = (wish: Wish): string => `"""Access tokens for VideoSDK. It needs: pip install PyJWT

Call it videosdk_token.py: Python has a module of its own named token.
${MADE_AT}
"""

import os
import time
import uuid

import jwt


def create_token():
    """A token that is good for ${lifetimeOf(wish)}."""
    now = int(time.time())
    claims = {
        "apikey": variable("VIDEOSDK_API_KEY"),
${claimLines(wish, '        ', (name, value) => `"${name}": ${literal(value, doubleQuoted)},`)}        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + ${wish.expiresIn},
    }
    return jwt.encode(claims, variable("VIDEOSDK_SECRET"), algorithm="HS256")


def variable(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"Set {name}.")
    return value


if __name__ == "__main__":
    print(create_token())
`
