/** A printer that is open, of receipts or of labels: bytes to it, and its answers. */
import {
  type Chosen,
  PRINTER_CLASS,
  type SerialPrinter,
  serialPrinter,
  type UsbPrinter,
  usbPrinter,
} from "./device.ts";

export type PrintTrouble = "gone" | "busy" | "lost";

/** Why nothing could be sent; what the browser said is the cause. */
export class PrinterUnreachable extends Error {
  override readonly name = "NotReached";
  readonly trouble: PrintTrouble;

  constructor(trouble: PrintTrouble, cause?: unknown) {
    super(`The printer is ${trouble}.`, { cause });
    this.trouble = trouble;
  }
}

export interface PrinterLine {
  send(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** What has come of an answer; null: the printer does not answer. */
  receive(): Promise<Uint8Array | null>;
  /** As `receive`; what comes after the wait is heard the next time. Not to be mixed with it. */
  hear(): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** Opens the chosen printer. Throws NotReached. */
export async function openPrinter(chosen: Chosen): Promise<PrinterLine> {
  const opening =
    chosen.kind === "usb"
      ? openUsb(await usbPrinter(chosen))
      : openSerial(await serialPrinter(chosen), chosen.baudRate);
  try {
    return await opening;
  } catch (error) {
    throw troubled(error);
  }
}

/** Names of what browsers throw, as the drafts have them. */
function troubled(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === "NotFoundError") return new PrinterUnreachable("gone", error);
  // Claimed by another program, another page, or the system's own driver.
  const isBusy = ["InvalidStateError", "SecurityError", "NetworkError"].includes(error.name);
  return isBusy ? new PrinterUnreachable("busy", error) : error;
}

const ANSWER_MS = 400;
const within = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
  Promise.race([work, new Promise<T>((resolve) => setTimeout(() => resolve(otherwise), ANSWER_MS))]);

function hearing(read: () => Promise<Uint8Array | null>): () => Promise<Uint8Array | null> {
  let coming: Promise<Uint8Array | null> | null = null;
  return async () => {
    const next = coming ?? read();
    coming = next;
    const received = await within<Uint8Array | null | "late">(next, "late");
    if (received === "late") return null;
    coming = null;
    return received;
  };
}

/** Bytes at once: printers take 64 to a packet and stop the line when their memory is full. */
const PIECE = 4_096;

async function openUsb(printer: UsbPrinter | null): Promise<PrinterLine> {
  if (printer === null) throw new PrinterUnreachable("gone");
  if (!printer.opened) await printer.open();
  if (printer.configuration === null) await printer.selectConfiguration(1);
  const found = printer.configuration?.interfaces.find((each) => each.alternate.interfaceClass === PRINTER_CLASS);
  const ends = found?.alternate.endpoints.filter(({ type }) => type === "bulk") ?? [];
  const out = ends.find(({ direction }) => direction === "out");
  if (!found || !out) throw new PrinterUnreachable("gone");
  const back = ends.find(({ direction }) => direction === "in");
  await printer.claimInterface(found.interfaceNumber);
  const read = async () => {
    if (!back) return null;
    const { data } = await lost(printer.transferIn(back.endpointNumber, 64));
    if (data === undefined || data.byteLength === 0) return null;
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  };
  return {
    send: async (bytes) => {
      for (let at = 0; at < bytes.length; at += PIECE)
        await lost(printer.transferOut(out.endpointNumber, bytes.slice(at, at + PIECE)));
    },
    receive: () => within(read(), null),
    hear: hearing(read),
    // What is still asked for ends with it.
    close: () => printer.close(),
  };
}

async function openSerial(port: SerialPrinter | null, baudRate: number): Promise<PrinterLine> {
  if (port === null) throw new PrinterUnreachable("gone");
  await port.open({ baudRate });
  const { readable, writable } = port;
  if (readable === null || writable === null) throw new PrinterUnreachable("gone");
  const [reader, writer] = [readable.getReader(), writable.getWriter()];
  const read = async () => {
    const { value } = await lost(reader.read());
    return value?.length ? value : null;
  };
  return {
    send: (bytes) => lost(writer.write(bytes)),
    receive: () => within(read(), null),
    hear: hearing(read),
    close: async () => {
      await reader.cancel();
      reader.releaseLock();
      await writer.close();
      await port.close();
    },
  };
}

/** Unplugged in the middle, or its power gone. */
async function lost<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof DOMException ? new PrinterUnreachable("lost", error) : error;
  }
}
