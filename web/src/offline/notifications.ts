/** Shows what the hub sends to this browser, also while no page of it is open. */
import type { NotificationClick, PushEvent, WorkerScope } from "./worker-scope.ts";

/** As the hub sends it (src/hub/notifications/due-pushes.ts). */
interface Message {
  readonly title: string;
  readonly text: string;
  readonly path: string;
  readonly tag: string;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A browser ends subscriptions whose messages show nothing: one that cannot be read says at least who sent it. */
function messageOf({ data }: PushEvent): Message {
  const sent: unknown = data?.json();
  const given = typeof sent === "object" && sent !== null ? sent : {};
  const of = (name: string) => textOf(Reflect.get(given, name));
  const path = of("path");
  return {
    title: of("title") || "Argosy",
    text: of("text"),
    path: /^\/(?![/\\])/.test(path) ? path : "/",
    tag: of("tag"),
  };
}

export function showNotifications(worker: WorkerScope): void {
  const show = (event: PushEvent) => {
    const { title, text, path, tag } = messageOf(event);
    return worker.registration.showNotification(title, { body: text, tag, data: path, icon: "/app-icon-192.png" });
  };
  const open = async ({ notification }: NotificationClick) => {
    notification.close();
    const address = new URL(textOf(notification.data) || "/", location.origin).href;
    const [window] = await worker.clients.matchAll({ type: "window" });
    if (!window) await worker.clients.openWindow(address);
    else await (await window.focus()).navigate(address);
  };
  worker.addEventListener("push", (event) => event.waitUntil(show(event)));
  worker.addEventListener("notificationclick", (event) => event.waitUntil(open(event)));
}
