/** What the platform lets one know before something is asked of it. */
import { Alert, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { HubText } from "../hub-messages/hub-text.tsx";

export function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Alert color="blue" icon={<IconInfoCircle size={18} />}>
      {warnings.map((warning) => (
        <Text key={warning} size="sm">
          <HubText text={warning} />
        </Text>
      ))}
    </Alert>
  );
}
