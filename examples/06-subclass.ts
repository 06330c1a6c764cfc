// A subclass overrides run(). The instance travels: what the constructor set is there in the child.
import { Process } from "skein";

class Greeter extends Process {
  greeting: string;

  constructor(greeting: string) {
    super({ name: "Greeter" });
    this.greeting = greeting;
    console.log("init...");
  }

  override run(): void {
    console.log("run...");
    this.task();
  }

  task(): void {
    console.log(`task: ${this.greeting} from ${this.name}, child: ${process.pid !== parent}`);
  }
}

const parent = process.pid;
const greeter = new Greeter("hello");
greeter.start();
await greeter.join();
