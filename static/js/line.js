// The socket: connect, subscribe, come back. What it carries is data; docs/realtime.md has the protocol.
const FIRST_WAIT = 500;
const LONGEST_WAIT = 20000;
const SILENT_FOR = 40000; // heads come every 15 s; after two lost ones the line counts as dead

export class Line {
  constructor(handlers) {
    this.handlers = handlers;
    this.wait = FIRST_WAIT;
    this.topics = new Map();
    this.refusedOnce = false;
    this.stopped = false;
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.awake());
    addEventListener("pagehide", () => this.socket?.close());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    setInterval(() => this.open && Date.now() - this.heardAt > SILENT_FOR && this.socket.close(), 5000);
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN && this.ready;
  }

  connect() {
    if (this.stopped || this.socket?.readyState <= WebSocket.OPEN) return;
    clearTimeout(this.timer);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/`);
    this.socket = socket;
    this.ready = false;
    socket.onmessage = (event) => {
      this.heardAt = Date.now();
      const frame = JSON.parse(event.data);
      if (frame.type === "hello") this.hello();
      else if (frame.type === "resume") this.resubscribe();
      else this.handlers.frame(frame);
    };
    socket.onclose = (event) => this.closed(event.code);
  }

  hello() {
    this.ready = true;
    this.wait = FIRST_WAIT;
    this.refusedOnce = false;
    this.resubscribe();
    this.handlers.state("here");
  }

  resubscribe() {
    for (const [topic, after] of this.topics) this.send({ type: "subscribe", topic, after: after() });
  }

  closed(code) {
    this.ready = false;
    if (code === 4403 || (code === 4401 && this.refusedOnce)) {
      this.stopped = true;
      this.handlers.state(code === 4403 ? "removed" : "signed-out");
      return;
    }
    // A changed password renews the session: one more try tells whether we are still signed in.
    this.refusedOnce = code === 4401;
    this.handlers.state("lost");
    if (this.resting) return;
    this.timer = setTimeout(() => this.connect(), this.wait * (0.5 + Math.random()));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  hurry() {
    this.wait = FIRST_WAIT;
    this.resting = false;
    this.connect();
  }

  // Nobody looks: the line is let go until somebody does.
  rest() {
    this.resting = true;
    clearTimeout(this.timer);
    this.socket?.close();
  }

  awake() {
    if (this.open) this.resubscribe();
    else this.hurry();
  }

  send(frame) {
    if (!this.open) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  follow(topic, after) {
    this.topics.set(topic, after);
    this.send({ type: "subscribe", topic, after: after() });
  }

  op(topic, name, data, client_uid) {
    return this.send({ type: "op", topic, name, data, client_uid });
  }
}
