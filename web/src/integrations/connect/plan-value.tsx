/** One side of a planned change, as a seller reads it. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";

const MOST_LETTERS = 300;

export function PlanValue({ value }: { readonly value: unknown }) {
  const { t } = useTranslation("integrations");
  if (typeof value !== "object" || value === null) return <>–</>;
  const parts = { ...value } as Record<string, unknown>;
  if ("priceMinor" in parts && typeof parts["currency"] === "string")
    return (
      <Amount minor={parts["priceMinor"] === null ? null : String(parts["priceMinor"])} currency={parts["currency"]} />
    );
  const shown = Object.entries(parts).filter(
    ([name, part]) => part !== null && part !== "" && !["parentKey", "categoryId", "afterwards"].includes(name),
  );
  if (shown.length === 0) return <>–</>;
  return (
    <>
      {shown.map(([name, part]) => (
        <Text key={name} size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
          {name === "problem" ? (
            t(`plan.problem.${String(part)}`, { defaultValue: String(part) })
          ) : (
            <>
              {t(`plan.part.${name}`, { defaultValue: name })}: {textOf(part)}
            </>
          )}
        </Text>
      ))}
    </>
  );
}

function textOf(part: unknown): ReactNode {
  if (Array.isArray(part)) return <span className="code">{part.filter((one) => one !== null).join(", ")}</span>;
  if (typeof part === "object" && part !== null)
    return <span className="code">{JSON.stringify(part).slice(0, MOST_LETTERS)}</span>;
  const text = String(part);
  return <bdi>{text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text}</bdi>;
}
