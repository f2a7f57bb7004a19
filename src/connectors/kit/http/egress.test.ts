import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Egress, EgressOptions } from "./egress.ts";
import { createEgress, EgressError } from "./egress.ts";
import { exchange } from "./transport.ts";

/** Stands for "never reached": any connection the guard lets through in these tests is a failure or local. */
let hits = 0;
let port = 0;
const server = createServer((incoming, reply) => {
  hits += 1;
  if (incoming.url?.startsWith("/to"))
    return reply.writeHead(302, { location: decodeURIComponent(incoming.url.slice(4)) }).end();
  return reply.end("inside");
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function guard(options: EgressOptions = {}): Egress {
  return createEgress({ allowHttp: true, extraPorts: [port], ...options });
}
const answering =
  (...addresses: string[]) =>
  async (): Promise<LookupAddress[]> =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

/** Hosts that must never be reached, as WHATWG URL and a resolver may be tricked into them. */
const REFUSED_HOSTS = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "017700000001",
  "127.0.0.1.",
  "１２７.０.０.１",
  "127.255.255.255",
  "0.0.0.0",
  "0",
  "0.1.2.3",
  "10.0.0.1",
  "10.255.255.255",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "100.127.255.255",
  "169.254.169.254",
  "169.254.0.1",
  "0xa9fea9fe",
  "192.0.0.1",
  "192.0.0.170",
  "192.0.2.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.9",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::ffff:10.0.0.1]",
  "[::127.0.0.1]",
  "[::ffff:0:127.0.0.1]",
  "[64:ff9b::127.0.0.1]",
  "[64:ff9b::a00:1]",
  "[64:ff9b:1::1]",
  "[2002:7f00:1::]",
  "[2002:a00:1::1]",
  "[2001:0:7f00:1::]",
  "[2001::1]",
  "[2001:10::1]",
  "[fc00::1]",
  "[fd12:3456::1]",
  "[fd00:ec2::254]",
  "[fe80::1]",
  "[fec0::1]",
  "[ff02::1]",
  "[2001:db8::1]",
  "[100::1]",
  "[3fff::1]",
  "[5f00::1]",
];

describe("literal addresses", () => {
  it.each(REFUSED_HOSTS)("the address %s is refused", async (host) => {
    const egress = guard();
    expect(() => egress.check(`http://${host}:${port}/`)).toThrow(EgressError);
    // The dispatcher refuses by itself too, whatever was checked before.
    const before = hits;
    await expect(request(`http://${host}:${port}/`, { dispatcher: egress.dispatcher })).rejects.toThrow();
    expect(hits).toBe(before);
    await egress.close();
  });

  it("a public address is allowed", () => {
    for (const host of ["1.1.1.1", "93.184.216.34", "[2606:4700::1111]", "[2a00:1450:4001::1]"])
      expect(guard().check(`https://${host}/`).protocol).toBe("https:");
  });
});

describe("the form of an address", () => {
  it.each([
    "http://shop.example/",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "gopher://shop.example/",
    "data:text/plain,x",
    "javascript:alert(1)",
    "https://user:pass@shop.example/",
    "https://shop.example:22/",
    "https://shop.example:6379/",
    "not a url",
    "",
    "https://",
    "//shop.example",
    "unix:/var/run/docker.sock",
  ])("the address %s is refused by its form", (url) => {
    expect(() => createEgress().check(url)).toThrow(EgressError);
  });

  it("http, ports and private networks are open only by option", () => {
    expect(createEgress({ allowHttp: true }).check("http://shop.example/").port).toBe("");
    expect(createEgress({ allowPrivateNetwork: true }).check("http://127.0.0.1:3000/").port).toBe("3000");
    expect(createEgress({ allowedNetworks: ["10.1.0.0/16"] }).check("https://10.1.2.3/").hostname).toBe("10.1.2.3");
    expect(() => createEgress({ allowedNetworks: ["10.1.0.0/16"] }).check("https://10.2.2.3/")).toThrow(EgressError);
    expect(() => createEgress({ allowPrivateNetwork: true }).check("http://169.254.169.254/latest/meta-data/")).toThrow(
      EgressError,
    );
    expect(() => createEgress({ allowPrivateNetwork: true }).check("http://[fd00:ec2::254]/")).toThrow(EgressError);
  });
});

describe("a sandbox of the hub's own", () => {
  it("a sandbox is the one address open to its connection: no other port, no name, no other scheme", async () => {
    const own = createEgress({ ownOrigin: `http://127.0.0.1:${port}`, resolve: answering("127.0.0.1") });
    const { body } = await request(own.check(`http://127.0.0.1:${port}/`), { dispatcher: own.dispatcher });
    expect(await body.text()).toBe("inside");
    for (const url of [
      `http://127.0.0.1:${port + 1}/`,
      `http://127.0.0.2:${port}/`,
      `https://127.0.0.1:${port}/`,
      `http://user:x@127.0.0.1:${port}/`,
      "http://169.254.169.254/",
    ])
      expect(() => own.check(url), url).toThrow(EgressError);
    const before = hits;
    for (const url of [`http://127.0.0.2:${port}/`, `http://tricky.example:${port}/`, `https://127.0.0.1:${port}/`])
      await expect(request(url, { dispatcher: own.dispatcher }), url).rejects.toThrow();
    expect(hits).toBe(before);
    await own.close();
  });
});

describe("names", () => {
  async function callChannel(egress: Egress, url: string): Promise<string> {
    try {
      const { body } = await request(url, { dispatcher: egress.dispatcher });
      return await body.text();
    } catch (error) {
      return error instanceof Error ? error.message : "";
    } finally {
      await egress.close();
    }
  }

  it("a name is refused when any of its addresses is inside [F26]", async () => {
    const before = hits;
    for (const addresses of [
      ["127.0.0.1"],
      ["93.184.216.34", "127.0.0.1"],
      ["::1"],
      ["::ffff:127.0.0.1"],
      ["fe80::1%eth0"],
      ["64:ff9b::7f00:1"],
    ]) {
      expect(await callChannel(guard({ resolve: answering(...addresses) }), `http://evil.example:${port}/`)).toContain(
        "not on the public internet",
      );
    }
    expect(await callChannel(guard({ resolve: answering() }), `http://none.example:${port}/`)).toContain("no address");
    expect(hits).toBe(before);
  });

  it("a name is resolved once per connection, which goes to exactly what was checked [F26]", async () => {
    let requested = 0;
    const rebinding = async (): Promise<LookupAddress[]> => {
      requested += 1;
      return [{ address: requested === 1 ? "127.0.0.2" : "127.0.0.1", family: 4 }];
    };
    // The first answer is allowed (and nobody listens there); were the name asked again, the server would be hit.
    const before = hits;
    const egress = guard({ resolve: rebinding, allowedNetworks: ["127.0.0.2/32"] });
    await callChannel(egress, `http://rebind.example:${port}/`);
    expect([requested, hits]).toEqual([1, before]);
  });

  it("a socket path is refused", async () => {
    const egress = guard();
    const tricked = {
      origin: "http://127.0.0.1",
      path: "/",
      method: "GET",
      socketPath: "/var/run/docker.sock",
    } as const;
    await expect(request("http://127.0.0.1/", { ...tricked, dispatcher: egress.dispatcher })).rejects.toThrow();
    await egress.close();
  });
});

describe("redirects", () => {
  it("a redirect is checked at every hop like the first address [F26]", async () => {
    const egress = guard({ allowedNetworks: ["127.0.0.1/32"], resolve: answering("127.0.0.1") });
    const get = (target: string) =>
      exchange(egress, {
        method: "GET",
        url: `http://shop.example:${port}/to/${encodeURIComponent(target)}`,
        headers: {},
        hasCredentials: false,
        headersMs: 60_000,
        bodyMs: 60_000,
        totalMs: 60_000,
        maxBytes: 1000,
        signal: new AbortController().signal,
      });
    for (const target of [
      "http://169.254.169.254/",
      "http://10.0.0.1/",
      "http://[::1]/",
      "file:///etc/passwd",
      "http://2130706434/",
    ]) {
      await expect(get(target)).rejects.toThrow(EgressError);
    }
    expect((await get(`http://127.0.0.1:${port}/end`)).status).toBe(200);
    await egress.close();
  });
});
