/** What of a service worker is used here: its types and a page's exclude each other. */

export interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}

export interface FetchEvent extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

export interface PushEvent extends Waiting {
  readonly data: { json(): unknown } | null;
}

export interface NotificationClick extends Waiting {
  readonly notification: { readonly data: unknown; close(): void };
}

interface Window {
  readonly url: string;
  focus(): Promise<Window>;
  navigate(url: string): Promise<Window | null>;
}

export interface WorkerScope {
  addEventListener(kind: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(kind: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(kind: "message", listener: (event: Waiting & { readonly data: unknown }) => void): void;
  addEventListener(kind: "push", listener: (event: PushEvent) => void): void;
  addEventListener(kind: "notificationclick", listener: (event: NotificationClick) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(of: { readonly type: "window" }): Promise<readonly Window[]>;
    openWindow(url: string): Promise<Window | null>;
  };
  readonly registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
}

/** The service worker this script runs as. */
export const workerScope = self as unknown as WorkerScope;
