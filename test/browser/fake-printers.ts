/**
 * Printers at the browser's doors, navigator.usb and navigator.serial, as a script for a page: they keep what they are
 * sent, answer DLE EOT and ~HS, and have the trouble a test gives them.
 */
export const FAKE_PRINTERS = `
globalThis.fakes = (() => {
  const fakes = { trouble: "" };
  const fail = (name) => { throw new DOMException("fake: " + name, name); };
  const statusOf = (n) => {
    if (fakes.trouble === "paper") return n === 4 ? 0x72 : n === 2 ? 0x32 : n === 1 ? 0x1a : 0x12;
    if (fakes.trouble === "cover") return n === 2 ? 0x16 : n === 1 ? 0x1a : 0x12;
    if (fakes.trouble === "low") return n === 4 ? 0x1e : 0x12;
    return 0x12;
  };
  // A label printer's three lines, in as many pieces as a cable makes of them.
  const hostStatus = () => {
    if (fakes.trouble === "silent") return [];
    const is = (trouble) => (fakes.trouble === trouble ? 1 : 0);
    return [
      "\\x02030," + is("paper") + "," + is("paused") + ",1245,000,0,0,0,000,0,0,0\\x03\\r\\n",
      "\\x02000,0," + is("cover") + "," + is("ribbon") + ",0,2,4,0,00000000,1,000\\x03\\r\\n\\x021234,0\\x03\\r\\n",
    ];
  };
  const bytesOf = (answer) => (typeof answer === "string" ? new TextEncoder().encode(answer) : Uint8Array.of(answer));
  const printer = () => {
    const papers = [];
    const answers = [];
    const asking = [];
    let open = [];
    return {
      begin: () => { open = []; answers.length = 0; },
      take: (bytes) => {
        if (bytes.length === 3 && bytes[0] === 0x10 && bytes[1] === 4) {
          const answer = statusOf(bytes[2]);
          const waiting = asking.shift();
          if (waiting) waiting(answer); else answers.push(answer);
          return;
        }
        if (String.fromCharCode(...bytes) === "~HS") {
          for (const line of hostStatus()) {
            const waiting = asking.shift();
            if (waiting) waiting(line); else answers.push(line);
          }
          return;
        }
        if (fakes.trouble === "in-between") fail("NetworkError");
        open.push(...bytes);
      },
      answer: () => new Promise((resolve) => (answers.length > 0 ? resolve(answers.shift()) : asking.push(resolve))),
      end: () => { if (open.length > 0) papers.push(open); open = []; asking.length = 0; },
      taken: () => papers,
    };
  };
  const usb = printer();
  const endpoints = [
    { endpointNumber: 1, direction: "out", type: "bulk" },
    { endpointNumber: 2, direction: "in", type: "bulk" },
  ];
  const interfaces = [{ interfaceNumber: 0, alternate: { interfaceClass: 7, endpoints } }];
  const device = {
    vendorId: 0x04b8, productId: 0x0e15, productName: "Fake TM-T20", opened: false, configuration: null,
    open: async () => { device.opened = true; usb.begin(); },
    close: async () => { device.opened = false; usb.end(); },
    selectConfiguration: async () => { device.configuration = { interfaces }; },
    claimInterface: async () => { if (fakes.trouble === "busy") fail("NetworkError"); },
    transferOut: async (endpoint, bytes) => { if (endpoint !== 1) fail("NotFoundError"); usb.take([...bytes]); return { status: "ok" }; },
    transferIn: async () => ({ data: new DataView(bytesOf(await usb.answer()).buffer) }),
  };
  const serial = printer();
  const port = {
    readable: null, writable: null,
    getInfo: () => ({ usbVendorId: 0x0519 }),
    open: async ({ baudRate }) => {
      fakes.serial.speed = baudRate;
      serial.begin();
      port.writable = new WritableStream({ write: (bytes) => serial.take([...bytes]) });
      port.readable = new ReadableStream({ pull: async (to) => to.enqueue(bytesOf(await serial.answer())) }, { highWaterMark: 0 });
    },
    close: async () => serial.end(),
  };
  // What a person once allowed stays allowed over a reload.
  const granted = (name) => localStorage.getItem("fake." + name) !== null && fakes.trouble !== "unplugged";
  const grant = (name) => localStorage.setItem("fake." + name, "1");
  Object.defineProperty(navigator, "usb", { value: {
    requestDevice: async ({ filters }) => { if (filters[0].classCode !== 7) fail("NotFoundError"); grant("usb"); return device; },
    getDevices: async () => (granted("usb") ? [device] : []),
  } });
  Object.defineProperty(navigator, "serial", { value: {
    requestPort: async () => { grant("serial"); return port; },
    getPorts: async () => (granted("serial") ? [port] : []),
  } });
  fakes.usb = usb;
  fakes.serial = serial;
  return fakes;
})();
`;
