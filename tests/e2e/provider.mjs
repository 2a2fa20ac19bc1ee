/** oauth2-mock-server in the place of Kakao: whoever is sent there comes back as whom the test says. */
import { OAuth2Server } from 'oauth2-mock-server';

export class Provider {
  #server = new OAuth2Server();

  static async open() {
    const provider = new Provider();
    await provider.#server.issuer.keys.generate('RS256');
    await provider.#server.start(0, '127.0.0.1');
    provider.host = new URL(provider.#server.issuer.url).host;
    return provider;
  }

  /** What a server at `url` must know to ask this provider. */
  environment(url) {
    return {
      GISA_SIGN_IN_ISSUER: this.#server.issuer.url,
      GISA_SIGN_IN_CLIENT_ID: 'gisa-of-a-test',
      GISA_SIGN_IN_CLIENT_SECRET: 'a secret of a test',
      GISA_SIGN_IN_REDIRECT_URL: `${url}/auth/callback`,
    };
  }

  /** Whoever signs in from now on is this person. Access tokens, which have no nonce, name nobody. */
  vouchFor(subject, name) {
    this.#server.service.removeAllListeners('beforeTokenSigning');
    this.#server.service.on('beforeTokenSigning', ({ payload }) => {
      if ('nonce' in payload) Object.assign(payload, { sub: subject, nickname: name });
    });
  }

  close() {
    return this.#server.stop();
  }
}
