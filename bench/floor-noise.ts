/**
 * The floor of B15: answers whatever it is sent at once, without reading it. What the noise costs that the generator makes
 * and the kernel carries, on the cores the hub runs on too.
 */
import { createServer } from "node:http";
import process from "node:process";

const server = createServer((request, response) => {
  const isLong = Number(request.headers["content-length"] ?? 0) > 64 * 1024;
  response.writeHead(404, isLong ? { connection: "close" } : {}).end();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${typeof address === "object" ? address?.port : ""}\n`);
});
process.once("SIGTERM", () => process.exit(0));
