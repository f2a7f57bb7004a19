/** A raw request with its answer, as kept beside the message; secrets are masked by the hub. */
import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "../ui/quiet.tsx";

interface Exchange {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly ms: number;
  readonly request: string;
  readonly response: string;
  readonly problem: string;
}

/** The exchanges an entry's details hold; none where nothing was asked of the platform. */
export function exchangesIn(details: unknown): readonly Exchange[] {
  const list = field(details, "exchanges");
  if (!Array.isArray(list)) return [];
  return list.map((one: unknown) => ({
    operation: textOf(field(one, "operation")),
    method: textOf(field(one, "method")),
    url: textOf(field(one, "url")),
    status: Number(field(one, "status") ?? 0),
    ms: Number(field(one, "ms") ?? 0),
    request: textOf(field(one, "request")),
    response: textOf(field(one, "response")),
    problem: textOf(field(one, "problem") ?? field(one, "error")),
  }));
}

/** What stands beside the exchanges. */
export function restOf(details: unknown): Readonly<Record<string, unknown>> {
  if (typeof details !== "object" || details === null) return {};
  return Object.fromEntries(
    Object.entries(details).filter(([name, value]) => name !== "exchanges" && value !== null && value !== undefined),
  );
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** JSON laid out to be read; anything else as it came. */
function readable(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    // Cut short or never JSON: shown as it is.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

export function Raw({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Stack gap={2}>
      <Quiet size="xs">{label}</Quiet>
      <Code
        block
        fz="xs"
        mah={320}
        style={{ overflow: "auto", whiteSpace: "pre-wrap" }}
        tabIndex={0}
        aria-label={label}
      >
        {readable(text)}
      </Code>
    </Stack>
  );
}

export function ExchangeView({ exchange }: { readonly exchange: Exchange }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const isRefused = exchange.status === 0 || exchange.status >= 400;
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge color={isRefused ? "red" : "green"}>{exchange.status === 0 ? t("raw.noAnswer") : exchange.status}</Badge>
        <Text size="xs" className="code" style={{ overflowWrap: "anywhere" }} flex={1}>
          {exchange.method} {exchange.url}
        </Text>
        <Text size="xs" c="var(--quiet)" className="nowrap">
          {t("health.ms", { ms: number(exchange.ms) })}
        </Text>
      </Group>
      {exchange.problem !== "" && (
        <Text size="sm" c="var(--mantine-color-error)" dir="auto">
          {exchange.problem}
        </Text>
      )}
      {exchange.request !== "" && <Raw label={t("raw.request")} text={exchange.request} />}
      {exchange.response !== "" && <Raw label={t("raw.response")} text={exchange.response} />}
    </Stack>
  );
}
