/** The cable between a browser and a server, which can be pulled. */
import { connect, createServer } from 'node:net';

export class Cable {
  #server;
  #sockets = new Set();
  #isPulled = false;
  url;

  /** Lays a cable to `url`. */
  static async to(url) {
    const { hostname, port } = new URL(url);
    const cable = new Cable();
    cable.#server = createServer((near) => {
      if (cable.#isPulled) {
        near.destroy();
        return;
      }
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) {
        cable.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          cable.#sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far).pipe(near);
    });
    await new Promise((resolve) => cable.#server.listen(0, '127.0.0.1', resolve));
    cable.url = `http://127.0.0.1:${cable.#server.address().port}`;
    return cable;
  }

  /** Whatever is under way is lost, and nothing new comes through. */
  pull() {
    this.#isPulled = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  plug() {
    this.#isPulled = false;
  }

  async remove() {
    this.pull();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
