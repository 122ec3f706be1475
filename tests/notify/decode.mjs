// A peer's reading of one push: body decrypted by http_ece, VAPID token checked by Node's crypto.
import { createPublicKey, createECDH, verify } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const wish = JSON.parse(readFileSync(0, "utf8"));
const ece = createRequire(`${wish.modules}/`)("http_ece");

const receiver = createECDH("prime256v1");
receiver.setPrivateKey(Buffer.from(wish.privateKey, "base64url"));
const text = ece.decrypt(Buffer.from(wish.body, "base64"), {
  version: "aes128gcm",
  privateKey: receiver,
  authSecret: wish.auth,
});

const [, token, key] = /^vapid t=([^,]+),\s*k=(.+)$/.exec(wish.authorization);
const point = Buffer.from(key, "base64url");
const [head, claims, signature] = token.split(".");
const publicKey = createPublicKey({
  format: "jwk",
  key: {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  },
});
const isGenuine = verify(
  "sha256",
  Buffer.from(`${head}.${claims}`),
  { key: publicKey, dsaEncoding: "ieee-p1363" },
  Buffer.from(signature, "base64url"),
);
const said = JSON.parse(Buffer.from(claims, "base64url"));
console.log(JSON.stringify({ text: text.toString(), key, isGenuine, claims: said }));
