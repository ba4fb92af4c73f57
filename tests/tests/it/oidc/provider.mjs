// A real OpenID Connect provider at a free port of this machine: `node provider.mjs <folder of modules> <redirect URI>...`
// Its first line says where. Accounts are what was put at /accounts/{id}; it ends when nobody holds its input any more.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules, ...redirectUris] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(join(modules, 'oidc-provider', 'lib', 'index.js')));
const { generateKeyPairSync } = await import('node:crypto');

const accounts = new Map();
const server = createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const jwk = (type, options, rest) =>
  ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', ...rest });
const client = (client_id, rest) => ({
  client_id, redirect_uris: redirectUris, grant_types: ['authorization_code'], response_types: ['code'], ...rest,
});
const secret = "the provider's secret: %&+";

const provider = new Provider(issuer, {
  clients: [
    client('meridian', { client_secret: secret }),
    client('elliptic', { client_secret: secret, id_token_signed_response_alg: 'ES256' }),
    client('edwards', { client_secret: secret, id_token_signed_response_alg: 'EdDSA' }),
    client('public', { token_endpoint_auth_method: 'none' }),
  ],
  jwks: {
    keys: [
      jwk('rsa', { modulusLength: 2048 }, { alg: 'RS256' }),
      jwk('ec', { namedCurve: 'P-256' }, { alg: 'ES256' }),
      jwk('ed25519', {}, { alg: 'EdDSA' }),
    ],
  },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
  cookies: { keys: ['of this test alone'] },
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) }),
});
const answer = provider.callback();

server.on('request', async (request, response) => {
  if (request.method !== 'PUT') return answer(request, response);
  let body = '';
  for await (const piece of request) body += piece;
  accounts.set(request.url.split('/').pop(), JSON.parse(body));
  response.writeHead(204).end();
});
process.stdin.on('end', () => process.exit()).resume();
console.log(issuer);
