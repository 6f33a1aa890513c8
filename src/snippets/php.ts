import { claimLines, lifetimeOf, literal, MADE_AT, singleQuoted, type Wish } from './wish.ts'

export const php = (wish: Wish): string => `<?php

// Access tokens for VideoSDK. PHP 7.3 or newer has all that it needs.
// ${MADE_AT}

declare(strict_types=1);

/** A token that is good for ${lifetimeOf(wish)}. */
function createToken(): string
{
    $now = time();
    $claims = [
        'apikey' => variable('VIDEOSDK_API_KEY'),
${claimLines(wish, '        ', (name, value) => `'${name}' => ${literal(value, singleQuoted)},`)}        'jti' => bin2hex(random_bytes(16)),
        'iat' => $now,
        'exp' => $now + ${wish.expiresIn},
    ];
    $signed = part(['alg' => 'HS256', 'typ' => 'JWT']) . '.' . part($claims);
    return $signed . '.' . base64url(hash_hmac('sha256', $signed, variable('VIDEOSDK_SECRET'), true));
}

function part(array $value): string
{
    return base64url(json_encode($value, JSON_THROW_ON_ERROR));
}

function base64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function variable(string $name): string
{
    $value = getenv($name);
    if ($value === false || $value === '') {
        throw new RuntimeException("Set $name.");
    }
    return $value;
}

if (realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    echo createToken(), PHP_EOL;
}
`
