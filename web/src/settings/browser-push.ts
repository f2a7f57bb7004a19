/** This browser's own subscription to notifications. */

export interface BrowserSubscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** "none": this browser takes no notifications, or the page is not served over https. */
export type PushSupport = "none" | "denied" | "possible";

export function pushSupport(): PushSupport {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "none";
  return Notification.permission === "denied" ? "denied" : "possible";
}

const manager = async (): Promise<PushManager | undefined> =>
  (await navigator.serviceWorker.getRegistration("/"))?.pushManager;

/** Undefined where this browser has none, or one for another key of the hub. */
export async function subscriptionHere(publicKey: string): Promise<string | undefined> {
  if (pushSupport() !== "possible") return undefined;
  const subscription = await (await manager())?.getSubscription();
  if (!subscription || keyOf(subscription) !== publicKey) return undefined;
  return subscription.endpoint;
}

/** Asks the person, and answers what the hub needs. Throws where they or the browser refuse. */
export async function subscribeHere(publicKey: string): Promise<BrowserSubscription> {
  const push = await manager();
  if (!push) throw new Error("no service worker");
  const before = await push.getSubscription();
  if (before && keyOf(before) !== publicKey) await before.unsubscribe();
  const subscription = await push.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? "", p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" };
}

export async function unsubscribeHere(): Promise<void> {
  await (await (await manager())?.getSubscription())?.unsubscribe();
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
