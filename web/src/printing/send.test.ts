import { afterEach, expect, test, vi } from "vitest";
import type { LabelPrinter } from "./printers.ts";
import { sendLabels } from "./send.ts";

const STATUS = "\x02030,0,0,1245\x03\r\n\x02000,0,0,0\x03\r\n\x021234,0\x03\r\n";
const WHOLE = { done: 2, why: null, isBegun: false };

/** A printer at navigator.usb that answers the nth question, from 1, where `answers` says so; late ones with the next. */
function printer(answers: (nth: number) => "now" | "late" | "never"): LabelPrinter {
  const coming: string[] = [];
  const request: ((data: { data: DataView }) => void)[] = [];
  let [requested, late] = [0, 0];
  const pass = () => {
    for (let piece = coming[0]; piece !== undefined && request.length > 0; piece = coming[0]) {
      coming.shift();
      request.shift()?.({ data: new DataView(new TextEncoder().encode(piece).buffer) });
    }
  };
  const answer = () => coming.push(STATUS.slice(0, 20), STATUS.slice(20));
  const endpoints = [
    { endpointNumber: 1, direction: "out", type: "bulk" },
    { endpointNumber: 2, direction: "in", type: "bulk" },
  ];
  const device = {
    ...{ vendorId: 1, productId: 2, opened: true, open: async () => undefined, close: async () => undefined },
    configuration: { interfaces: [{ interfaceNumber: 0, alternate: { interfaceClass: 7, endpoints } }] },
    claimInterface: async () => undefined,
    transferOut: async (_: number, bytes: Uint8Array) => {
      if (new TextDecoder().decode(bytes) !== "~HS") return;
      requested += 1;
      const how = answers(requested);
      if (how === "late") late += 1;
      if (how === "now") for (; late >= 0; late -= 1) answer();
      if (how === "now") late = 0;
      pass();
    },
    transferIn: () =>
      new Promise((resolve) => {
        request.push(resolve);
        pass();
      }),
  };
  vi.stubGlobal("navigator", { usb: { getDevices: async () => [device] } });
  const chosen = { kind: "usb", vendorId: 1, productId: 2, name: "Fake" } as const;
  return { chosen, widthMm: 102, heightMm: 152, dpi: 203 };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each<[string, (nth: number) => "now" | "late" | "never", object]>([
  ["answers each time", () => "now", WHOLE],
  ["never answers", () => "never", WHOLE],
  ["answers late while a label prints", (nth) => (nth === 2 || nth === 3 ? "late" : "now"), WHOLE],
  ["falls silent after the first label", (nth) => (nth < 3 ? "now" : "never"), { done: 1, why: "lost", isBegun: true }],
])("a printer that %s has a report of what came out", async (_, answers, end) => {
  vi.useFakeTimers();
  const labels = ["^XA1^XZ", "^XA2^XZ"].map((label) => new TextEncoder().encode(label));
  const sending = sendLabels(printer(answers), labels);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await sending).toEqual(end);
});
