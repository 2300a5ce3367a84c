import { Keypair, Server, VolumeAttachment } from "pulumi-nhncloud";
import { stack } from "./stack";

stack({ Keypair, Server, VolumeAttachment });
