import { Keypair, Server, VolumeAttachment } from "pulumi-nhncloud/plugin";
import { stack } from "./stack";

stack({ Keypair, Server, VolumeAttachment });
