/** Between a register and the window its customer sees, on one device: a channel of its own for each register. */

export interface ShownLine {
  readonly key: string;
  readonly title: string;
  readonly quantity: number;
  readonly amount: bigint;
}

export type Shown =
  | {
      readonly kind: "basket";
      readonly currency: string;
      readonly total: bigint;
      readonly discount: bigint;
      /** While paying: what is still to be paid. */
      readonly left: bigint | null;
      readonly lines: readonly ShownLine[];
    }
  | {
      readonly kind: "done";
      readonly currency: string;
      readonly total: bigint;
      readonly change: bigint;
      readonly number: string;
    };

/** A tip the customer is asked for. */
export interface TipRequest {
  readonly amount: bigint;
  readonly percent: bigint;
  readonly currency: string;
}

/** How the register looks; a display without a choice of its own follows. */
export interface DisplayAppearance {
  readonly language: string;
  readonly theme: string;
}

type DisplayMessage =
  | { readonly kind: "shown"; readonly shown: Shown; readonly look: DisplayAppearance }
  | { readonly kind: "tip"; readonly tip: TipRequest | null }
  | { readonly kind: "chosen"; readonly percent: bigint }
  | { readonly kind: "ask" };

export const TIP_PERCENTS = [0n, 5n, 10n, 15n];

const channels = new Map<string, BroadcastChannel>();
const latest = new Map<string, { shown?: Shown; tip?: TipRequest | null }>();

function channelOf(registerId: string): BroadcastChannel {
  const cached = channels.get(registerId);
  if (cached) return cached;
  const made = new BroadcastChannel(`argosy-register-display-${registerId}`);
  channels.set(registerId, made);
  // A display that opens later asks for what is shown.
  made.addEventListener("message", ({ data }: MessageEvent<DisplayMessage>) => {
    if (data.kind !== "ask") return;
    const { shown, tip } = latest.get(registerId) ?? {};
    if (shown !== undefined) made.postMessage({ kind: "shown", shown, look: readNow() } satisfies DisplayMessage);
    if (tip != null) made.postMessage({ kind: "tip", tip } satisfies DisplayMessage);
  });
  return made;
}

const readNow = (): DisplayAppearance => ({
  language: document.documentElement.lang,
  theme: document.documentElement.dataset.theme ?? "auto",
});

/** For the register: what the customer sees from now on. */
export function showOnDisplay(registerId: string, shown: Shown): void {
  latest.set(registerId, { ...latest.get(registerId), shown });
  channelOf(registerId).postMessage({ kind: "shown", shown, look: readNow() } satisfies DisplayMessage);
}

/** For the register: asks for a tip, null: no more. */
export function askTipOnDisplay(registerId: string, tip: TipRequest | null): void {
  latest.set(registerId, { ...latest.get(registerId), tip });
  channelOf(registerId).postMessage({ kind: "tip", tip } satisfies DisplayMessage);
}

function hear(registerId: string, received: (answer: DisplayMessage) => void): () => void {
  const channel = channelOf(registerId);
  const listener = ({ data }: MessageEvent<DisplayMessage>) => received(data);
  channel.addEventListener("message", listener);
  return () => channel.removeEventListener("message", listener);
}

export const onTipChosen = (registerId: string, chosen: (percent: bigint) => void): (() => void) =>
  hear(registerId, (answer) => answer.kind === "chosen" && chosen(answer.percent));

/** For the display: hears from the register, and asks for what it shows now. */
export function followRegister(
  registerId: string,
  does: { shown(shown: Shown, look: DisplayAppearance): void; tip(tip: TipRequest | null): void },
): () => void {
  const stop = hear(registerId, (answer) => {
    if (answer.kind === "shown") does.shown(answer.shown, answer.look);
    if (answer.kind === "tip") does.tip(answer.tip);
  });
  channelOf(registerId).postMessage({ kind: "ask" } satisfies DisplayMessage);
  return stop;
}

export function chooseTip(registerId: string, percent: bigint): void {
  channelOf(registerId).postMessage({ kind: "chosen", percent } satisfies DisplayMessage);
}

/** Of the Window Management draft, where the browser has it (Chromium, read 2026-11). */
interface ScreenPart {
  readonly availLeft: number;
  readonly availTop: number;
  readonly availWidth: number;
  readonly availHeight: number;
}
interface ManyScreens {
  readonly screens: readonly ScreenPart[];
  readonly currentScreen: ScreenPart;
}

/** Opens the customer's window, on the second screen where there is one. False: the browser blocked it. */
export async function openDisplayWindow(registerId: string): Promise<boolean> {
  const place = await otherScreen();
  const where = place
    ? `left=${place.availLeft},top=${place.availTop},width=${place.availWidth},height=${place.availHeight}`
    : "width=1024,height=768";
  const address = `/register/?${new URLSearchParams({ display: registerId })}`;
  return window.open(address, `argosy-customer-display-${registerId}`, `popup,${where}`) !== null;
}

async function otherScreen(): Promise<ScreenPart | null> {
  const manager = window as { getScreenDetails?: () => Promise<ManyScreens> };
  // Asked for only where there is a second screen: the browser asks the person.
  if (manager.getScreenDetails === undefined || (screen as { isExtended?: boolean }).isExtended !== true) return null;
  try {
    const { screens, currentScreen } = await manager.getScreenDetails();
    return screens.find((each) => each !== currentScreen) ?? null;
  } catch (error) {
    // Not allowed: the window opens here, and can be moved.
    if (error instanceof DOMException) return null;
    throw error;
  }
}
