/** An address as it is written on a parcel. */
import { CopyButton, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { countryName } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Quiet } from "./quiet.tsx";

const ROWS = [["name"], ["company"], ["line1"], ["line2"], ["postcode", "city"], ["region", "country"], ["phone"]];

/** Its lines, empty ones left out. */
export function addressLines(address: Readonly<Record<string, unknown>>, language: string): readonly string[] {
  const partOf = (name: string) => {
    const value = address[name];
    return name === "country" && typeof value === "string" ? countryName(value, language) : value;
  };
  return ROWS.map((names) =>
    names
      .map(partOf)
      .filter((value) => typeof value === "string" && value !== "")
      .join(" "),
  ).filter((line) => line !== "");
}

interface Props {
  readonly title: string;
  readonly address: Readonly<Record<string, unknown>>;
}

export function AddressText({ title, address }: Props) {
  const { t, language } = useTranslation("ui");
  const lines = addressLines(address, language);
  return (
    <Stack gap={2}>
      <Group justify="space-between">
        <Quiet size="xs">{title}</Quiet>
        <CopyButton value={lines.join("\n")}>
          {({ copied, copy }) => (
            <UnstyledButton
              fz="xs"
              c="var(--mantine-color-anchor)"
              onClick={copy}
              aria-label={`${t("copy")}: ${title}`}
            >
              {t(copied ? "copied" : "copy")}
            </UnstyledButton>
          )}
        </CopyButton>
      </Group>
      <address style={{ fontStyle: "normal" }}>
        {lines.map((line, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an address have their places
          <Text key={row} size="sm" style={{ overflowWrap: "anywhere" }}>
            <bdi>{line}</bdi>
          </Text>
        ))}
      </address>
    </Stack>
  );
}
