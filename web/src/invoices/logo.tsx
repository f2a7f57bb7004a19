/** The logo on slips and invoices: the organization's, and those of single channels. */
import { Button, FileButton, Group, Image, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { storesQuery } from "../data/reference-data.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { channelLogosQuery, type InvoiceSettings, invoiceSettingsQuery } from "./queries.ts";

async function base64Of(file: File | null): Promise<string | null> {
  if (file === null) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

interface ImageProps {
  readonly image: string | null;
  /** Whose it is. */
  readonly name: string;
  readonly isReadOnly: boolean;
  readonly isRunning: boolean;
  /** Null takes it away. */
  onChange(file: File | null): void;
}

function LogoImage({ image, name, isReadOnly, isRunning, onChange }: ImageProps) {
  const { t } = useTranslation("invoices");
  return (
    <Group gap="sm">
      {image !== null && <Image src={image} alt={name} h={48} w="auto" maw={170} fit="contain" />}
      {!isReadOnly && (
        <FileButton accept="image/png,image/jpeg" onChange={(file) => file && onChange(file)}>
          {(props) => (
            <Button
              {...props}
              size="xs"
              variant="default"
              loading={isRunning}
              aria-label={`${t("settings.chooseLogo")} (${name})`}
            >
              {t("settings.chooseLogo")}
            </Button>
          )}
        </FileButton>
      )}
      {!isReadOnly && image !== null && (
        <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(null)}>
          {t("settings.removeLogo")}
        </Button>
      )}
    </Group>
  );
}

/** Of the organization. */
export function Logo({ saved, isReadOnly }: { readonly saved: InvoiceSettings; readonly isReadOnly: boolean }) {
  const { t } = useTranslation("invoices");
  const client = useQueryClient();
  const change = useFormAction({
    run: async (file: File | null) =>
      body(hub.PUT("/api/invoice-settings/logo", { body: { image: await base64Of(file) } })),
    done: (answer) => {
      client.setQueryData(invoiceSettingsQuery.queryKey, answer);
    },
    said: t("settings.logoSaved"),
  });
  return (
    <Stack gap={6}>
      {change.error !== null && <ProblemNotice error={change.error} />}
      <Text size="sm" fw={500}>
        {t("settings.logo")}
      </Text>
      <LogoImage
        image={saved.logo}
        name={t("settings.logo")}
        isReadOnly={isReadOnly}
        isRunning={change.isRunning}
        onChange={change.start}
      />
      <Quiet size="xs">{t("settings.logoHelp")}</Quiet>
    </Stack>
  );
}

/** Of channels that sell under another name. */
export function ChannelLogos() {
  const { t } = useTranslation("invoices");
  const { may } = useSession();
  const client = useQueryClient();
  const { data: stores = [] } = useQuery(storesQuery);
  const { data: logos = [] } = useQuery(channelLogosQuery);
  const change = useFormAction({
    run: async ({ storeId, file }: { readonly storeId: string; readonly file: File | null }) =>
      (await body(hub.PUT("/api/invoice-settings/channel-logos", { body: { storeId, image: await base64Of(file) } })))
        .items,
    done: (items) => {
      client.setQueryData(channelLogosQuery.queryKey, items);
    },
    said: t("settings.logoSaved"),
  });
  if (stores.length === 0) return null;
  return (
    <Card help={<Help of="invoice_seller" />} title={t("settings.channelLogos")}>
      <Stack gap="sm">
        <Quiet size="sm">{t("settings.channelLogosHelp")}</Quiet>
        {change.error !== null && <ProblemNotice error={change.error} />}
        <PlainList
          label={t("settings.channelLogos")}
          rows={stores}
          columns={(make) => [
            make.title("channel", t("columns.channel"), ({ name }) => <bdi>{name}</bdi>),
            make.fact("logo", t("settings.logo"), ({ id, name }) => (
              <LogoImage
                image={logos.find(({ storeId }) => storeId === id)?.logo ?? null}
                name={name}
                isReadOnly={!may("manage_members")}
                isRunning={change.isRunning}
                onChange={(file) => change.start({ storeId: id, file })}
              />
            )),
          ]}
        />
      </Stack>
    </Card>
  );
}
