import { doubleQuoted, fixedClaims, lifetimeOf, MADE_AT, type Wish } from './wish.ts'

export const go = (
  wish: Wish,
): string => `// Access tokens for VideoSDK. It needs: go get github.com/golang-jwt/jwt/v5
// ${MADE_AT}
package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// CreateToken gives a token that is good for ${lifetimeOf(wish)}.
func CreateToken() (string, error) {
	apiKey, secret := os.Getenv("VIDEOSDK_API_KEY"), os.Getenv("VIDEOSDK_SECRET")
	if apiKey == "" || secret == "" {
		return "", errors.New("set VIDEOSDK_API_KEY and VIDEOSDK_SECRET")
	}
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	now := time.Now().Unix()
	claims := jwt.MapClaims{}
	claims["apikey"] = apiKey
${fixedClaims(wish)
  .map(([name, value]) => `\tclaims["${name}"] = ${written(value)}\n`)
  .join('')}	claims["jti"] = hex.EncodeToString(id)
	claims["iat"] = now
	claims["exp"] = now + ${wish.expiresIn}
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
}

func main() {
	token, err := CreateToken()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(token)
}
`

function written(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? doubleQuoted(value) : `[]string{${value.map(doubleQuoted).join(', ')}}`
}
