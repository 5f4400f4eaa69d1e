package dev.chatengine.transport.ws.protocol;

import java.util.List;
import org.junit.jupiter.api.Test;

class BaseProtocolTypingTest extends BaseProtocolCase {

  @Test
  void theOthersAreToldAndNotTheOneWhoTypes() {
    List<ChatClient> three = gather(ROOM, "ann", "bob", "cleo");
    ChatClient ann = three.get(0);

    ann.send("typing_start");
    three.subList(1, 3).forEach(client -> client.expectTyping(ann, true));
    ann.send("typing_stop");
    three.subList(1, 3).forEach(client -> client.expectTyping(ann, false));

    three.forEach(ChatClient::expectNothing);
  }

  @Test
  void everyRequestIsPassedOn() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    for (String stopOrStart : List.of("stop", "start", "start", "stop", "stop")) {
      both.get(0).send("typing_" + stopOrStart);
      both.get(1).expectTyping(both.get(0), stopOrStart.equals("start"));
    }
  }

  @Test
  void inNoRoomItIsSilent() {
    ChatClient watcher = member("watcher");

    for (ChatClient client : List.of(guest(), user("ann"))) {
      client.send("typing_start").send("typing_stop").expectNothing();
    }

    watcher.expectNothing();
  }

  @Test
  void aloneItIsSilent() {
    member("ann").send("typing_start").send("typing_stop").expectNothing();
  }

  @Test
  void itStaysInItsRoom() {
    List<ChatClient> here = gather("here", "ann", "bob");
    ChatClient there = gather("there", "cleo").get(0);

    here.get(0).send("typing_start");

    here.get(1).expectTyping(here.get(0), true);
    here.get(0).expectNothing();
    there.expectNothing();
  }

  @Test
  void aMessageEndsItWithoutAFrameOfItsOwn() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);

    ann.send("typing_start").say("done").expectMessage("done");

    bob.expectTyping(ann, true);
    bob.expectMessage("done");
    bob.expectNothing();
    ann.send("typing_stop");
    bob.expectTyping(ann, false);
  }

  @Test
  void leavingEndsItWithoutAFrameOfItsOwn() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");
    ChatClient ann = both.get(0);
    ChatClient bob = both.get(1);

    ann.send("typing_start").leave(ROOM);

    bob.expectTyping(ann, true);
    bob.expectLeaving(ann);
    bob.expectNothing();
  }

  @Test
  void newcomersAreNotTold() {
    ChatClient ann = member("ann");
    ann.send("typing_start").expectNothing();

    ChatClient late = user("late").joined(ROOM);

    late.expectNothing();
    ann.expectJoining(late);
    ann.expectNothing();
  }

  @Test
  void itCarriesTheNameOfTheMoment() {
    List<ChatClient> both = gather(ROOM, "ann", "bob");

    both.get(0).named("anna").send("typing_start");

    both.get(1).expectTyping(both.get(0), true);
  }
}
