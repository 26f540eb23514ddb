package dev.tempest.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempest.atproto.crypto.PublicKey;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.Handle;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DidDocumentTest {
  private static final Did DID = new Did("did:plc:z72i7hdynmk6r22z27h6tvur");
  private static final URI PDS = URI.create("https://pds.example.com");

  private static DidDocument parse(String json) {
    return DidDocument.of(DagJson.parse(json.replace('\'', '"')));
  }

  @Test
  void readsBackWhatItWrites() {
    var written = DidDocuments.ofPlc(DID, PlcFixtures.alice());
    var read = DidDocument.of(DagJson.parse(DagJson.format(written.json())));
    assertThat(read).isEqualTo(written);
    assertThat(read.id()).isEqualTo(DID);
    assertThat(read.handle()).contains(new Handle("alice.test"));
    assertThat(read.signingKey()).contains(PlcFixtures.SIGNING.publicKey());
    assertThat(read.pds()).contains(PDS);
  }

  @Test
  void aServerHasNeitherKeysNorNames() {
    var document = DidDocuments.ofServer(new Did("did:web:pds.example.com"), PDS);
    assertThat(document.signingKey()).isEmpty();
    assertThat(document.handle()).isEmpty();
    assertThat(document.pds()).contains(PDS);
  }

  @Test
  void writesTheShapeOfThePublicDirectory() {
    var key = PlcFixtures.SIGNING.publicKey();
    assertThat(
            DagJson.format(
                DidDocuments.ofWebAccount(
                        new Did("did:web:pds.example.com"), new Handle("a.example"), key, PDS)
                    .json()))
        .isEqualTo(
            """
            {"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1",\
            "https://w3id.org/security/suites/secp256k1-2019/v1"],\
            "id":"did:web:pds.example.com","alsoKnownAs":["at://a.example"],\
            "verificationMethod":[{"id":"did:web:pds.example.com#atproto","type":"Multikey",\
            "controller":"did:web:pds.example.com","publicKeyMultibase":"KEY"}],\
            "service":[{"id":"#atproto_pds","type":"AtprotoPersonalDataServer",\
            "serviceEndpoint":"https://pds.example.com"}]}\
            """
                .replace("KEY", key.toMultibase()));
  }

  @Test
  void readsTheOlderVerificationMethods() {
    var document =
        parse(
            """
            {'id':'did:web:a.example','verificationMethod':[
              {'id':'#atproto','type':'EcdsaSecp256k1VerificationKey2019',
               'publicKeyMultibase':'z25z9DTpsiYYJKGsWmSPJK2NFN8PcJtZig12K59UgW7q5t'},
              {'id':'did:web:a.example#other','type':'EcdsaSecp256r1VerificationKey2019',
               'publicKeyMultibase':'zxdM8dSstjrpZaRUwBmDvjGXweKuEMVN95A9oJBFjkWMh'}]}
            """);
    assertThat(document.signingKey().map(PublicKey::toDidKey))
        .contains("did:key:zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc");
    assertThat(document.key("#other").map(PublicKey::toDidKey))
        .contains("did:key:zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo");
  }

  @Test
  void takesTheFirstHandleAndNoOther() {
    assertThat(
            parse("{'id':'did:web:a.example','alsoKnownAs':['https://x','at://a.test','at://b']}")
                .handle())
        .contains(new Handle("a.test"));
    assertThat(
            parse("{'id':'did:web:a.example','alsoKnownAs':['at://not a handle','at://b.test']}")
                .handle())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'did:web:a.example'}",
        "{'id':'did:web:a.example','verificationMethod':{},'service':'x','alsoKnownAs':1}",
        "{'id':'did:web:a.example','verificationMethod':[1],'service':[[]],'alsoKnownAs':[{}]}",
        """
        {'id':'did:web:a.example','verificationMethod':[{'id':'#atproto','type':'Multikey'}],
         'service':[{'id':'#atproto_pds','type':'AtprotoPersonalDataServer'}]}
        """,
        """
        {'id':'did:web:a.example',
         'verificationMethod':[
           {'id':'#atproto','type':'Multikey','publicKeyMultibase':'zrubbish'}],
         'service':[{'id':'#atproto_pds','type':'AtprotoPersonalDataServer',
           'serviceEndpoint':'javascript:x'}]}
        """,
        """
        {'id':'did:web:a.example',
         'verificationMethod':[{'id':'did:web:b.example#atproto','type':'Multikey',
           'publicKeyMultibase':'zQ3shqwJEJyMBsBXCWyCBpUBMqxcon9oHB7mCvx4sSpMdLJwc'}],
         'service':[{'id':'#atproto_pds','type':'Other','serviceEndpoint':'https://a.example'}]}
        """
      })
  void passesOverPartsOfOtherShapes(String json) {
    var document = parse(json);
    assertThat(document.signingKey()).isEmpty();
    assertThat(document.pds()).isEmpty();
    assertThat(document.handle()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "{}", "{'id':1}", "{'id':'no did'}"})
  void refusesWhatHasNoDid(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(DecodeException.class);
  }
}
