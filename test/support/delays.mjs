/**
 * Preloaded into every process of a test run, it delays at random what is written to PostgreSQL and what HTTP servers
 * answer, so that what comes in one order by luck comes in others:
 *   NODE_OPTIONS="--import ./test/support/delays.mjs" npm test -- --rest
 * Writes of one connection keep their order.
 */
import net from "node:net";

const DATABASE = { share: 0.08, leastMs: 5, mostMs: 100 };
const SERVER = { share: 0.05, leastMs: 20, mostMs: 300 };

const toDatabase = new WeakSet();
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const { path } =
    typeof args[0] === "object" && !Array.isArray(args[0]) ? args[0] : { path: args[0]?.[0]?.path ?? args[0] };
  if (typeof path === "string" && path.includes(".s.PGSQL.")) toDatabase.add(this);
  return connect.apply(this, args);
};

const kindOf = (socket) => (socket.server ? SERVER : toDatabase.has(socket) ? DATABASE : undefined);

for (const name of ["_write", "_writev"]) {
  const write = net.Socket.prototype[name];
  net.Socket.prototype[name] = function (...args) {
    const kind = kindOf(this);
    if (!kind || Math.random() >= kind.share) return write.apply(this, args);
    const ms = kind.leastMs + Math.random() * (kind.mostMs - kind.leastMs);
    setTimeout(() => (this.destroyed ? args.at(-1)() : write.apply(this, args)), ms);
  };
}
