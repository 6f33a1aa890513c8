import { asciiQuoted, fixedClaims, lifetimeOf, MADE_AT, type Wish } from './wish.ts'

export const java = (
  wish: Wish,
): string => `// Access tokens for VideoSDK. Java 11 or newer has all that it needs: java VideosdkToken.java
// ${MADE_AT}
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class VideosdkToken {
    private static final String HEADER = "{\\"alg\\":\\"HS256\\",\\"typ\\":\\"JWT\\"}";

    /** A token that is good for ${lifetimeOf(wish)}. */
    public static String createToken() throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        String claims = "{\\"apikey\\":" + quoted(variable("VIDEOSDK_API_KEY"))
            + ${asciiQuoted(fixedJson(wish))}
            + ",\\"jti\\":" + quoted(UUID.randomUUID().toString())
            + ",\\"iat\\":" + now
            + ",\\"exp\\":" + (now + ${wish.expiresIn}L) + "}";
        String signed = base64url(utf8(HEADER)) + "." + base64url(utf8(claims));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(utf8(variable("VIDEOSDK_SECRET")), "HmacSHA256"));
        return signed + "." + base64url(mac.doFinal(utf8(signed)));
    }

    /** Text as JSON. */
    private static String quoted(String text) {
        return "\\"" + text.replace("\\\\", "\\\\\\\\").replace("\\"", "\\\\\\"") + "\\"";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalStateException("Set " + name + ".");
        }
        return value;
    }

    public static void main(String[] args) throws GeneralSecurityException {
        System.out.println(createToken());
    }
}
`

/** What stands between the first claim and those of the moment. */
function fixedJson(wish: Wish): string {
  return fixedClaims(wish)
    .map(([name, value]) => `,${JSON.stringify(name)}:${JSON.stringify(value)}`)
    .join('')
}
