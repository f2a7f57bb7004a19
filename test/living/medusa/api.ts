/** The shop's interface, as its own admin screens and storefronts use it. */

export interface Api {
  get<T>(path: string): Promise<T>;
  /** Every write is one. */
  post<T>(path: string, body?: object): Promise<T>;
}

/** Rejects with the shop's own words. */
export function apiOf(url: string, headers: Readonly<Record<string, string>>): Api {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }
  return { get: (path) => call("GET", path), post: (path, body) => call("POST", path, body ?? {}) };
}

/** Who runs the shop. */
export const ACCOUNT = { email: "owner@shop.example", password: "owner-of-tests" } as const;

export async function backOfficeOf(url: string): Promise<Api> {
  const { token } = await apiOf(url, {}).post<{ token: string }>("/auth/user/emailpass", ACCOUNT);
  return apiOf(url, { authorization: `Bearer ${token}` });
}
