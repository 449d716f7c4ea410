// The line to the program: a WebSocket that comes back by itself when it is lost.
// A message: 4 bytes length of the header, the header in JSON, then the bytes of its pictures (docs/live.md).

export function readMessage(buffer) {
  const size = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  for (const picture of header.pictures) picture.data = new Uint8Array(buffer, 4 + size + picture.at, picture.bytes);
  return header;
}

export class Connection {
  /** onMessage(header) for every message; onState("wait" | "live" | "lost"). */
  constructor(onMessage, onState) {
    this.onMessage = onMessage;
    this.onState = onState;
    this.delay = 250;
    this.bytes = 0;
    this.open();
  }

  open() {
    this.onState("wait");
    const socket = new WebSocket(`ws://${location.host}/live${location.search}`);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => { this.delay = 250; this.onState("live"); };
    socket.onmessage = (event) => {
      this.bytes += event.data.byteLength;
      this.onMessage(readMessage(event.data));
    };
    socket.onclose = (event) => {
      this.socket = null;
      this.onState("lost", event.reason);
      setTimeout(() => this.open(), this.delay);
      this.delay = Math.min(4000, this.delay * 2);
    };
    this.socket = socket;
  }

  send(word, number = 0, more = {}) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ do: word, number, ...more }));
  }
}
