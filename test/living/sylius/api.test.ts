import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { adminOf } from "./api.ts";

it("a Sylius copy whose API is off is told as that, with the setting that turns it on", async () => {
  const server = createServer((_, response) => void response.writeHead(404).end("<html>Not Found</html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const admin = adminOf(`http://127.0.0.1:${port}`, "a@guest.example", "secret");
    await expect(admin.get("/admin/orders")).rejects.toThrow("sylius_api.enabled: true");
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
