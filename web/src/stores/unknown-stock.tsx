/** Numbers a seller's own program sent of items the channel does not have: kept until it has. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { When } from "../ui/when.tsx";
import type { Health } from "./data.ts";

export function UnknownStock({ unknown }: { readonly unknown: Health["unknownStock"] }) {
  const { t } = useTranslation("stores");
  if (unknown.total === 0) return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={t("unknownStock.title")}>
      <Stack gap="xs">
        <Text size="sm">{t("unknownStock.text")}</Text>
        {unknown.items.map(({ item, available, toldAt }) => (
          <Text key={item} size="sm" component="span">
            <span className="code">{item}</span> · {available} · <When at={toldAt} isExact />
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
