/** A seller at the public API: signs up, connects stores, asks for things. Used by the demo and the whole-system tests. */
export interface Seller {
  readonly email: string;
  readonly password: string;
  readonly organizationId: string;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** The seller's browser goes to a page of the hub: with its cookies, and not on to where that leads. */
  visit(url: string | URL): Promise<Response>;
  /** The raw answer, for those who look at status codes. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
}

/** An answer that is no success, with the problem's own words. */
export class RefusedByApi extends Error {
  readonly status: number;
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(method: string, path: string, status: number, problem: Readonly<Record<string, unknown>>) {
    super(
      `${method} ${path} answered ${status}: ${String(problem.detail ?? problem.message ?? JSON.stringify(problem))}`,
    );
    this.status = status;
    this.problem = problem;
  }
}

export interface NewSeller {
  /** The hub's base address. */
  readonly url: string;
  readonly name: string;
  readonly organization: string;
  readonly slug: string;
  readonly currency?: string | undefined;
  readonly zone?: string | undefined;
  /** The page the seller's browser is on, when the hub is published under another address than `url`. */
  readonly origin?: string | undefined;
  /** Token of the hub's setup link, where not everybody may sign up. */
  readonly setup?: string | undefined;
}

/** Asks for what an answer holds; what is no success is thrown. */
export function clientOf(call: Seller["call"]): Pick<Seller, "get" | "post" | "patch" | "put" | "delete"> {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await call(method, path, body);
    const text = await answer.text();
    const parsed = text === "" ? {} : JSON.parse(text);
    if (!answer.ok) throw new RefusedByApi(method, path, answer.status, parsed);
    return parsed;
  };
  return {
    get: (path) => ask("GET", path),
    post: (path, body = {}) => ask("POST", path, body),
    patch: (path, body) => ask("PATCH", path, body),
    put: (path, body) => ask("PUT", path, body),
    delete: (path) => ask("DELETE", path),
  };
}

/** Signs a person up and creates their organization, as the dashboard's first run does. */
export async function signUpSeller(input: NewSeller): Promise<Seller> {
  const email = `owner@${input.slug}.example`;
  const password = `${input.slug}-first-harbour`;
  const cookies = new Map<string, string>();
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> => {
    const answer = await fetch(`${input.url}/api${path}`, {
      method,
      headers: {
        origin: input.origin ?? input.url,
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") } : {}),
        ...(body === undefined || body instanceof Uint8Array ? {} : { "content-type": "application/json" }),
        ...(method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return answer;
  };
  const request = clientOf(call);
  await request.post("/auth/sign-up/email", { name: input.name, email, password, setup: input.setup });
  const organization = await request.post<{ id: string }>("/organizations", {
    name: input.organization,
    slug: input.slug,
    currency: input.currency ?? "USD",
    zone: input.zone ?? "UTC",
  });
  return {
    email,
    password,
    organizationId: organization.id,
    ...request,
    visit: (page) =>
      fetch(page, {
        redirect: "manual",
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      }),
    call,
  };
}
