/** The shop's API, as its front office and its back office use it. */

export interface Api {
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PUT" | "PATCH", path: string, body: object): Promise<T>;
}

type Send = (method: string, path: string, body?: object) => Promise<Response>;

function sender(url: string, token?: string): Send {
  return (method, path, body) =>
    fetch(`${url}/api/v2${path}`, {
      method,
      headers: {
        accept: "application/ld+json",
        ...(body && { "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/ld+json" }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
}

/** Rejects with the shop's own no. */
function apiBy(send: Send): Api {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await send(method, path, body);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} for ${method} ${path}: ${text.slice(0, 300)}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }
  return { get: (path) => call("GET", path), send: (method, path, body) => call(method, path, body) };
}

export const apiOf = (url: string): Api => apiBy(sender(url));

/** Projects enable it for development alone, and a copy runs as the real shop does. */
const NO_API =
  "The shop has no API. Enable it in the copy for every environment: sylius_api.enabled: true in config/packages/_sylius.yaml.";

/** Signs in, and again whenever the shop's clock says that the sign-in is over. */
export function adminOf(url: string, email: string, password: string): Api {
  let send: Promise<Send> | undefined;
  const signIn = async () => {
    const requested = { email, password };
    const open: Send = async (...call) => {
      const answer = await sender(url)(...call);
      if (answer.status === 404) throw new Error(NO_API);
      return answer;
    };
    const { token } = await apiBy(open).send<{ token: string }>("POST", "/admin/administrators/token", requested);
    return sender(url, token);
  };
  return apiBy(async (method, path, body) => {
    send ??= signIn();
    const answer = await (await send)(method, path, body);
    if (answer.status !== 401) return answer;
    send = signIn();
    return (await send)(method, path, body);
  });
}
