/** Receipt printers at this device, by WebUSB and Web Serial. A person chooses one; the browser remembers the choice. */

/** What is used of WebUSB and Web Serial, which the page's types do not have (WICG drafts, read 2026-11). */
interface UsbEndpoint {
  readonly endpointNumber: number;
  readonly direction: "in" | "out";
  readonly type: string;
}
interface UsbInterface {
  readonly interfaceNumber: number;
  readonly alternate: { readonly interfaceClass: number; readonly endpoints: readonly UsbEndpoint[] };
}
export interface UsbPrinter {
  readonly vendorId: number;
  readonly productId: number;
  readonly productName?: string;
  readonly serialNumber?: string;
  readonly opened: boolean;
  readonly configuration: { readonly interfaces: readonly UsbInterface[] } | null;
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  claimInterface(number: number): Promise<void>;
  transferOut(endpoint: number, bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly status: string }>;
  transferIn(endpoint: number, length: number): Promise<{ readonly data?: DataView }>;
}
export interface SerialPrinter {
  readonly readable: ReadableStream<Uint8Array> | null;
  readonly writable: WritableStream<Uint8Array> | null;
  open(how: { readonly baudRate: number }): Promise<void>;
  close(): Promise<void>;
  getInfo(): { readonly usbVendorId?: number; readonly usbProductId?: number };
}
interface Doors {
  readonly usb?: {
    requestDevice(how: { readonly filters: readonly { readonly classCode: number }[] }): Promise<UsbPrinter>;
    getDevices(): Promise<readonly UsbPrinter[]>;
  };
  readonly serial?: {
    requestPort(): Promise<SerialPrinter>;
    getPorts(): Promise<readonly SerialPrinter[]>;
  };
}

const doors = (): Doors => navigator as unknown as Doors;

/** USB's class of printers. */
export const PRINTER_CLASS = 7;

/** Which one was chosen; kept on this device. */
export type Chosen =
  | { readonly kind: "usb"; readonly vendorId: number; readonly productId: number; readonly name: string }
  | { readonly kind: "serial"; readonly vendorId: number | null; readonly baudRate: number };

export type ChooseWay = Chosen["kind"];

/** The ways this browser has. */
export const waysToPrint = (): readonly ChooseWay[] => [
  ...(doors().usb === undefined ? [] : (["usb"] as const)),
  ...(doors().serial === undefined ? [] : (["serial"] as const)),
];

/** Lets a person choose in the browser's own dialog. Throws NotFoundError where nothing was chosen. */
export async function choosePrinter(way: ChooseWay, baudRate: number): Promise<Chosen> {
  const { usb, serial } = doors();
  if (way === "usb" && usb) {
    const { vendorId, productId, productName } = await usb.requestDevice({ filters: [{ classCode: PRINTER_CLASS }] });
    return { kind: "usb", vendorId, productId, name: productName ?? "" };
  }
  if (!serial) throw new DOMException("This browser has no serial ports.", "NotSupportedError");
  const port = await serial.requestPort();
  return { kind: "serial", vendorId: port.getInfo().usbVendorId ?? null, baudRate };
}

/** The chosen printer where it is plugged in and still allowed; null: it is not. */
export async function usbPrinter(chosen: Extract<Chosen, { kind: "usb" }>): Promise<UsbPrinter | null> {
  const all = (await doors().usb?.getDevices()) ?? [];
  return all.find((each) => each.vendorId === chosen.vendorId && each.productId === chosen.productId) ?? null;
}

export async function serialPrinter({ vendorId }: Extract<Chosen, { kind: "serial" }>): Promise<SerialPrinter | null> {
  const all = (await doors().serial?.getPorts()) ?? [];
  return all.find((each) => (each.getInfo().usbVendorId ?? null) === vendorId) ?? null;
}
